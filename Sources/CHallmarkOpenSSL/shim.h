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
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// Macros that Swift does not see.
static inline EVP_PKEY *hallmark_generate_ec(const char *curve) { return EVP_EC_gen(curve); }
static inline EVP_PKEY *hallmark_generate_named(const char *name) {
    return EVP_PKEY_Q_keygen(NULL, NULL, name);
}
static inline long hallmark_bio_get_mem_data(BIO *bio, char **out) { return BIO_get_mem_data(bio, out); }

/// A list of certificates that holds a reference to each.
static inline STACK_OF(X509) *hallmark_certificates_new(void) { return sk_X509_new_null(); }
static inline int hallmark_certificates_add(STACK_OF(X509) *list, X509 *certificate) {
    if (!X509_up_ref(certificate)) return 0;
    if (sk_X509_push(list, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}
static inline void hallmark_certificates_free(STACK_OF(X509) *list) { sk_X509_pop_free(list, X509_free); }
static inline int hallmark_certificates_count(const STACK_OF(X509) *list) { return list ? sk_X509_num(list) : 0; }
static inline X509 *hallmark_certificates_at(const STACK_OF(X509) *list, int index) {
    return sk_X509_value(list, index);
}

/// The subjectAltName; `state` is -1 when there is none.
static inline GENERAL_NAMES *hallmark_alternative_names(const X509 *certificate, int *state) {
    return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, state, NULL);
}
static inline int hallmark_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline GENERAL_NAME *hallmark_names_at(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}
static inline void hallmark_names_free(GENERAL_NAMES *names) { GENERAL_NAMES_free(names); }
/// The text of a name of kind `GEN_EMAIL`, `GEN_DNS` or `GEN_URI`.
static inline const ASN1_STRING *hallmark_name_text(const GENERAL_NAME *name, int *kind) {
    const ASN1_STRING *text = (const ASN1_STRING *)GENERAL_NAME_get0_value(name, kind);
    return *kind == GEN_EMAIL || *kind == GEN_DNS || *kind == GEN_URI ? text : NULL;
}
static inline int hallmark_print_name(BIO *bio, const X509_NAME *name) {
    return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0;
}
/// Whether the extendedKeyUsage is critical and names time stamping and nothing else, known or unknown.
static inline int hallmark_is_for_time_stamps_only(const X509 *certificate) {
    int state = -1;
    EXTENDED_KEY_USAGE *usages =
        (EXTENDED_KEY_USAGE *)X509_get_ext_d2i(certificate, NID_ext_key_usage, &state, NULL);
    int holds = usages && state == 1 && sk_ASN1_OBJECT_num(usages) == 1
        && OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, 0)) == NID_time_stamp;
    EXTENDED_KEY_USAGE_free(usages);
    return holds;
}
/// The reason code (RFC 5280 §5.3.1) for which a list revokes a certificate; -1 for none.
static inline long hallmark_revocation_reason(X509_CRL *list, X509 *certificate) {
    X509_REVOKED *entry = NULL;
    if (!certificate || X509_CRL_get0_by_cert(list, &entry, certificate) == 0 || !entry) return -1;
    ASN1_ENUMERATED *code = (ASN1_ENUMERATED *)X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
    long reason = code ? ASN1_ENUMERATED_get(code) : -1;
    ASN1_ENUMERATED_free(code);
    return reason;
}

/// The certificates that a signed CMS message carries.
static inline STACK_OF(X509) *hallmark_token_certificates(const PKCS7 *token) {
    return PKCS7_type_is_signed(token) && token->d.sign ? token->d.sign->cert : NULL;
}
/// The digest algorithm of the one signer; 0 unless there is exactly one.
static inline int hallmark_token_digest(PKCS7 *token) {
    STACK_OF(PKCS7_SIGNER_INFO) *signers = PKCS7_get_signer_info(token);
    if (!signers || sk_PKCS7_SIGNER_INFO_num(signers) != 1) return 0;
    return OBJ_obj2nid(sk_PKCS7_SIGNER_INFO_value(signers, 0)->digest_alg->algorithm);
}
/// The certificate of the one signer, borrowed from the message or from the list.
static inline X509 *hallmark_token_signer(PKCS7 *token, STACK_OF(X509) *others) {
    STACK_OF(X509) *signers = PKCS7_get0_signers(token, others, 0);
    X509 *signer = signers && sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;
    sk_X509_free(signers);
    return signer;
}
static inline int hallmark_imprint_digest(TS_TST_INFO *info) {
    return OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info))->algorithm);
}
/// Checks the token's version, signature, signing certificate attribute, chain and imprint of the message.
static inline int hallmark_token_verify(
    PKCS7 *token, X509_STORE *store, STACK_OF(X509) *others, const unsigned char *message, int size
) {
    TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
    STACK_OF(X509) *certificates = X509_chain_up_ref(others);
    BIO *data = BIO_new_mem_buf(message, size);
    int holds = 0;
    if (context && certificates && data && X509_STORE_up_ref(store)) {
        // The context owns the three from here on.
        TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
        TS_VERIFY_CTX_set_store(context, store);
        TS_VERIFY_CTX_set_certs(context, certificates);
        TS_VERIFY_CTX_set_data(context, data);
        holds = TS_RESP_verify_token(context, token) == 1;
    } else {
        sk_X509_pop_free(certificates, X509_free);
        BIO_free(data);
    }
    TS_VERIFY_CTX_free(context);
    return holds;
}
