// What a cold verification of a chain has to read at the least: every commit of a history, its root tree, and every tree
// and note below a notes reference, as raw objects through libgit2.
//
//   cc -O2 -o chain-read chain-read.c -lgit2 && ./chain-read REPOSITORY REFERENCE
//
// Prints how many objects and bytes, and the seconds by the wall.
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static git_odb *objects;
static unsigned long count, bytes;

static void check(int status, const char *what) {
    if (status >= 0) return;
    fprintf(stderr, "%s: %s\n", what, git_error_last() ? git_error_last()->message : "error");
    exit(1);
}

static void read_tree(const git_oid *tree) {
    git_odb_object *object;
    check(git_odb_read(&object, objects, tree), "tree");
    count++;
    bytes += git_odb_object_size(object);
    const char *place = git_odb_object_data(object), *end = place + git_odb_object_size(object);
    while (place < end) {
        int is_tree = *place == '4';
        git_oid id;
        place += strlen(place) + 1;
        memcpy(id.id, place, GIT_OID_RAWSZ);
        place += GIT_OID_RAWSZ;
        if (is_tree) { read_tree(&id); continue; }
        git_odb_object *blob;
        check(git_odb_read(&blob, objects, &id), "blob");
        count++;
        bytes += git_odb_object_size(blob);
        git_odb_object_free(blob);
    }
    git_odb_object_free(object);
}

int main(int argc, char **argv) {
    if (argc != 3) { fprintf(stderr, "usage: %s REPOSITORY REFERENCE\n", argv[0]); return 64; }
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    git_repository *repository;
    git_revwalk *walk;
    git_oid id;
    git_libgit2_init();
    check(git_repository_open(&repository, argv[1]), "open");
    check(git_repository_odb(&objects, repository), "objects");
    check(git_revwalk_new(&walk, repository), "walk");
    check(git_revwalk_push_head(walk), "HEAD");
    while (git_revwalk_next(&id, walk) == 0) {
        git_commit *commit;
        git_odb_object *tree;
        check(git_commit_lookup(&commit, repository, &id), "commit");
        check(git_odb_read(&tree, objects, git_commit_tree_id(commit)), "tree");
        count += 2;
        bytes += git_odb_object_size(tree);
        git_odb_object_free(tree);
        git_commit_free(commit);
    }
    git_commit *notes;
    check(git_reference_name_to_id(&id, repository, argv[2]), "notes");
    check(git_commit_lookup(&notes, repository, &id), "notes");
    read_tree(git_commit_tree_id(notes));
    clock_gettime(CLOCK_MONOTONIC, &end);
    double wall = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%lu %lu %f\n", count, bytes, wall);
    return 0;
}
