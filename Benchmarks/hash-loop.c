// The plain loop that hashing a tree is measured against: one thread per core, 1 MiB reads, EVP, nothing else.
//
//   cc -O2 -o hash-loop hash-loop.c -lcrypto -lpthread && ./hash-loop THREADS FILE…
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { chunk = 1 << 20 };

static char **files;
static int count;
static atomic_int next;

static void *hash_files(void *unused) {
    (void)unused;
    unsigned char *buffer = aligned_alloc(64, chunk);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    for (int index; (index = atomic_fetch_add(&next, 1)) < count;) {
        int descriptor = open(files[index], O_RDONLY);
        if (descriptor < 0) { perror(files[index]); exit(1); }
        EVP_DigestInit_ex2(context, EVP_sha256(), NULL);
        ssize_t length;
        while ((length = read(descriptor, buffer, chunk)) > 0) EVP_DigestUpdate(context, buffer, (size_t)length);
        if (length < 0) { perror(files[index]); exit(1); }
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned int size;
        EVP_DigestFinal_ex(context, digest, &size);
        close(descriptor);
        char line[2 * EVP_MAX_MD_SIZE + 1];
        for (unsigned int place = 0; place < size; place++) sprintf(line + 2 * place, "%02x", digest[place]);
        printf("%s  %s\n", line, files[index]);
    }
    EVP_MD_CTX_free(context);
    free(buffer);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 3) { fprintf(stderr, "usage: %s THREADS FILE...\n", argv[0]); return 64; }
    int threads = atoi(argv[1]);
    files = argv + 2;
    count = argc - 2;
    pthread_t *workers = calloc((size_t)threads, sizeof *workers);
    for (int index = 0; index < threads; index++) pthread_create(&workers[index], NULL, hash_files, NULL);
    for (int index = 0; index < threads; index++) pthread_join(workers[index], NULL);
    return 0;
}
