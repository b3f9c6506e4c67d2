// The plain loop that verifying envelopes is measured against: each key decoded once, EVP_DigestVerify on what was
// signed, nothing else; no JSON, no Base64.
//
//   cc -O2 -o verify-loop verify-loop.c -lcrypto -lpthread && ./verify-loop FILE THREADS
//
// FILE is the messages.bin that `envelope-verification make` writes. Prints how many it verified, and the seconds by the
// wall and of processor time.
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct message {
    uint32_t key;
    const unsigned char *signed_bytes, *signature;
    uint32_t size, signature_size;
};

static EVP_PKEY **keys;
static struct message *messages;
static uint32_t count;
static atomic_uint next;

static uint32_t number(const unsigned char **place) {
    const unsigned char *bytes = *place;
    *place += 4;
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void *verify(void *unused) {
    (void)unused;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    for (uint32_t index; (index = atomic_fetch_add(&next, 1)) < count;) {
        const struct message *message = &messages[index];
        EVP_MD_CTX_reset(context);
        if (EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, keys[message->key]) != 1
            || EVP_DigestVerify(context, message->signature, message->signature_size, message->signed_bytes, message->size) != 1) {
            fprintf(stderr, "message %u is refused\n", index);
            exit(1);
        }
    }
    EVP_MD_CTX_free(context);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 3) { fprintf(stderr, "usage: %s FILE THREADS\n", argv[0]); return 64; }
    FILE *file = fopen(argv[1], "rb");
    if (!file) { perror(argv[1]); return 1; }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(size);
    if (fread(bytes, 1, size, file) != size) { perror(argv[1]); return 1; }
    fclose(file);

    const unsigned char *place = bytes;
    uint32_t key_count = number(&place);
    keys = calloc(key_count, sizeof *keys);
    for (uint32_t index = 0; index < key_count; index++) {
        uint32_t length = number(&place);
        keys[index] = d2i_PUBKEY(NULL, &place, length);
        if (!keys[index]) { fprintf(stderr, "key %u cannot be read\n", index); return 1; }
    }
    count = number(&place);
    messages = calloc(count, sizeof *messages);
    for (uint32_t index = 0; index < count; index++) {
        struct message *message = &messages[index];
        message->key = number(&place);
        message->size = number(&place);
        message->signed_bytes = place;
        place += message->size;
        message->signature_size = number(&place);
        message->signature = place;
        place += message->signature_size;
    }

    int threads = atoi(argv[2]);
    pthread_t *workers = calloc((size_t)threads, sizeof *workers);
    struct timespec begin, end;
    clock_t processor = clock();
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int index = 0; index < threads; index++) pthread_create(&workers[index], NULL, verify, NULL);
    for (int index = 0; index < threads; index++) pthread_join(workers[index], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double wall = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%u %f %f\n", count, wall, (double)(clock() - processor) / CLOCKS_PER_SEC);
    return 0;
}
