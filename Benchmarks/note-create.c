/* Attaches notes with libgit2's own git_note_create, one by one: lines of an object id, a space and a text. */
#include <git2.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    static char line[1 << 20];
    git_repository *repository = NULL;
    git_signature *author = NULL;
    if (argc != 2 || git_libgit2_init() < 0 || git_repository_open(&repository, argv[1]) < 0 ||
        git_signature_now(&author, "a", "a@example.com") < 0)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        git_oid object, note;
        if (strlen(line) < 42 || git_oid_fromstrn(&object, line, 40) < 0 ||
            git_note_create(&note, repository, "refs/notes/attestations", author, author, &object, line + 41, 1) < 0)
            return 1;
    }
    git_signature_free(author);
    git_repository_free(repository);
    return 0;
}
