#pragma once
#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/repository.h>

/// Sets the options of the whole process; `git_libgit2_opts` is variadic, which Swift cannot call.
static inline int hallmark_git_set_options(void) {
    /* A tree of 256 directories is larger than the default of 4096 bytes, and would be inflated for each note. */
    int result = git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)1 << 20);
    /* What was acknowledged is on the disk: objects, packs and references. */
    return result < 0 ? result : git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}
