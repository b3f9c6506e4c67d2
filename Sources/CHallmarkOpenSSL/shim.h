#pragma once
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

/// Macros that Swift does not see.
static inline EVP_PKEY *hallmark_generate_ec(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *hallmark_generate_named(const char *name) {
    return EVP_PKEY_Q_keygen(NULL, NULL, name);
}
static inline long hallmark_bio_get_mem_data(BIO *bio, char **out) { return BIO_get_mem_data(bio, out); }
