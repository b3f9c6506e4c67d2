// Files in memory that can be sealed: glibc declares them under _GNU_SOURCE only, which Swift's module of it does not set.
#ifndef CHALLMARK_SEALING_H
#define CHALLMARK_SEALING_H

#ifdef __linux__
#include <fcntl.h>
#include <linux/memfd.h>

int memfd_create(const char *name, unsigned int flags);

/// A file in memory, closed on exec, that takes seals (memfd_create(2)); -1 and errno when there is none.
static inline int hallmark_memory_file(const char *name) {
    return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

/// Seals a file for good: F_ADD_SEALS with F_SEAL_SEAL, _SHRINK, _GROW and _WRITE (<linux/fcntl.h>, which glibc's
/// <fcntl.h> cannot stand beside); -1 and errno when it cannot be, where a mapping can still write for instance.
static inline int hallmark_seal(int descriptor) {
    return fcntl(descriptor, 1024 + 9, 0x0001 | 0x0002 | 0x0004 | 0x0008);
}
#endif

#endif
