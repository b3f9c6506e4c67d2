#pragma once
#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/repository.h>

/// A tree of 256 directories is larger than libgit2's default of 4096 bytes, and would be inflated for each note.
/// `git_libgit2_opts` is variadic, which Swift cannot call.
static inline int hallmark_git_set_tree_cache_limit(size_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, bytes);
}

/// Whether whatever is written below the git directory, in the whole process, is synchronised with the disk.
static inline int hallmark_git_set_fsync(int isEnabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, isEnabled);
}

/// Extensions of repositories that libgit2 1.5 does not know, and under which all that we read stays what it is.
///
/// - worktreeConfig: a work tree has settings of its own, of which WorktreeSettings reads those that count.
/// - partialClone: objects may be missing, which is an error where one is needed.
/// - preciousObjects: objects must not be pruned, and nothing of ours prunes.
static inline int hallmark_git_declare_extensions(void) {
    const char *names[] = {"worktreeconfig", "partialclone", "preciousobjects"};
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof(names) / sizeof(names[0]));
}
