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

/// Extensions of repositories that we know how to treat where libgit2 itself refuses to open them.
static inline int hallmark_git_set_extensions(const char **names, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}
