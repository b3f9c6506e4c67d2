// What Hallmark uses of the interface to cryptographic tokens, PKCS #11 (OASIS, versions 2.40 and 3.0), in the names of
// the standard and in its layout for everything but Windows.
#pragma once

typedef unsigned char CK_BYTE;
typedef CK_BYTE CK_BBOOL;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_FLAGS;
typedef CK_ULONG CK_RV;
typedef CK_ULONG CK_SLOT_ID;
typedef CK_ULONG CK_SESSION_HANDLE;
typedef CK_ULONG CK_OBJECT_HANDLE;

typedef struct {
    CK_BYTE major;
    CK_BYTE minor;
} CK_VERSION;

/// Texts are padded with spaces and end without a NUL.
typedef struct {
    CK_BYTE label[32];
    CK_BYTE manufacturerID[32];
    CK_BYTE model[16];
    CK_BYTE serialNumber[16];
    CK_FLAGS flags;
    CK_ULONG ulMaxSessionCount;
    CK_ULONG ulSessionCount;
    CK_ULONG ulMaxRwSessionCount;
    CK_ULONG ulRwSessionCount;
    CK_ULONG ulMaxPinLen;
    CK_ULONG ulMinPinLen;
    CK_ULONG ulTotalPublicMemory;
    CK_ULONG ulFreePublicMemory;
    CK_ULONG ulTotalPrivateMemory;
    CK_ULONG ulFreePrivateMemory;
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
    CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
    CK_ULONG ulMinKeySize;
    CK_ULONG ulMaxKeySize;
    CK_FLAGS flags;
} CK_MECHANISM_INFO;

typedef struct {
    CK_ULONG type;
    void *pValue;
    CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct {
    CK_ULONG mechanism;
    void *pParameter;
    CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct {
    CK_ULONG hashAlg;
    CK_ULONG mgf;
    CK_ULONG sLen;
} CK_RSA_PKCS_PSS_PARAMS;

typedef struct {
    void *CreateMutex;
    void *DestroyMutex;
    void *LockMutex;
    void *UnlockMutex;
    CK_FLAGS flags;
    void *pReserved;
} CK_C_INITIALIZE_ARGS;

/// A function that Hallmark never calls.
typedef void *CK_UNUSED_FUNCTION;

/// The functions of a module in the order of the standard, as far as `C_Sign`.
typedef struct CK_FUNCTION_LIST {
    CK_VERSION version;
    CK_RV (*C_Initialize)(void *pInitArgs);
    CK_RV (*C_Finalize)(void *pReserved);
    CK_UNUSED_FUNCTION C_GetInfo;
    CK_UNUSED_FUNCTION C_GetFunctionList;
    CK_RV (*C_GetSlotList)(CK_BBOOL tokenPresent, CK_SLOT_ID *pSlotList, CK_ULONG *pulCount);
    CK_UNUSED_FUNCTION C_GetSlotInfo;
    CK_RV (*C_GetTokenInfo)(CK_SLOT_ID slotID, CK_TOKEN_INFO *pInfo);
    CK_UNUSED_FUNCTION C_GetMechanismList;
    CK_RV (*C_GetMechanismInfo)(CK_SLOT_ID slotID, CK_ULONG type, CK_MECHANISM_INFO *pInfo);
    CK_UNUSED_FUNCTION C_InitToken;
    CK_UNUSED_FUNCTION C_InitPIN;
    CK_UNUSED_FUNCTION C_SetPIN;
    CK_RV (*C_OpenSession)(
        CK_SLOT_ID slotID, CK_FLAGS flags, void *pApplication, void *Notify, CK_SESSION_HANDLE *phSession
    );
    CK_RV (*C_CloseSession)(CK_SESSION_HANDLE hSession);
    CK_UNUSED_FUNCTION C_CloseAllSessions;
    CK_UNUSED_FUNCTION C_GetSessionInfo;
    CK_UNUSED_FUNCTION C_GetOperationState;
    CK_UNUSED_FUNCTION C_SetOperationState;
    CK_RV (*C_Login)(CK_SESSION_HANDLE hSession, CK_ULONG userType, const CK_BYTE *pPin, CK_ULONG ulPinLen);
    CK_UNUSED_FUNCTION C_Logout;
    CK_UNUSED_FUNCTION C_CreateObject;
    CK_UNUSED_FUNCTION C_CopyObject;
    CK_UNUSED_FUNCTION C_DestroyObject;
    CK_UNUSED_FUNCTION C_GetObjectSize;
    CK_RV (*C_GetAttributeValue)(
        CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE hObject, CK_ATTRIBUTE *pTemplate, CK_ULONG ulCount
    );
    CK_UNUSED_FUNCTION C_SetAttributeValue;
    CK_RV (*C_FindObjectsInit)(CK_SESSION_HANDLE hSession, CK_ATTRIBUTE *pTemplate, CK_ULONG ulCount);
    CK_RV (*C_FindObjects)(
        CK_SESSION_HANDLE hSession, CK_OBJECT_HANDLE *phObject, CK_ULONG ulMaxObjectCount, CK_ULONG *pulObjectCount
    );
    CK_RV (*C_FindObjectsFinal)(CK_SESSION_HANDLE hSession);
    CK_UNUSED_FUNCTION C_EncryptInit;
    CK_UNUSED_FUNCTION C_Encrypt;
    CK_UNUSED_FUNCTION C_EncryptUpdate;
    CK_UNUSED_FUNCTION C_EncryptFinal;
    CK_UNUSED_FUNCTION C_DecryptInit;
    CK_UNUSED_FUNCTION C_Decrypt;
    CK_UNUSED_FUNCTION C_DecryptUpdate;
    CK_UNUSED_FUNCTION C_DecryptFinal;
    CK_UNUSED_FUNCTION C_DigestInit;
    CK_UNUSED_FUNCTION C_Digest;
    CK_UNUSED_FUNCTION C_DigestUpdate;
    CK_UNUSED_FUNCTION C_DigestKey;
    CK_UNUSED_FUNCTION C_DigestFinal;
    CK_RV (*C_SignInit)(CK_SESSION_HANDLE hSession, CK_MECHANISM *pMechanism, CK_OBJECT_HANDLE hKey);
    CK_RV (*C_Sign)(
        CK_SESSION_HANDLE hSession, const CK_BYTE *pData, CK_ULONG ulDataLen, CK_BYTE *pSignature,
        CK_ULONG *pulSignatureLen
    );
} CK_FUNCTION_LIST;

/// The one symbol that is looked up in a module.
typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST **ppFunctionList);

#define CK_FALSE 0
#define CK_TRUE 1
#define CK_UNAVAILABLE_INFORMATION (~0UL)

#define CKF_OS_LOCKING_OK 0x2UL
#define CKF_SERIAL_SESSION 0x4UL
#define CKF_SIGN 0x800UL
#define CKF_LOGIN_REQUIRED 0x4UL
#define CKF_USER_PIN_INITIALIZED 0x8UL
#define CKF_PROTECTED_AUTHENTICATION_PATH 0x100UL
#define CKF_TOKEN_INITIALIZED 0x400UL
#define CKF_USER_PIN_FINAL_TRY 0x20000UL
#define CKF_USER_PIN_LOCKED 0x40000UL

#define CKU_USER 1UL
#define CKU_CONTEXT_SPECIFIC 2UL

#define CKO_PUBLIC_KEY 2UL
#define CKO_PRIVATE_KEY 3UL

#define CKK_RSA 0x0UL
#define CKK_EC 0x3UL
#define CKK_EC_EDWARDS 0x40UL

#define CKA_CLASS 0x0UL
#define CKA_LABEL 0x3UL
#define CKA_KEY_TYPE 0x100UL
#define CKA_ID 0x102UL
#define CKA_MODULUS 0x120UL
#define CKA_PUBLIC_EXPONENT 0x122UL
#define CKA_EC_PARAMS 0x180UL
#define CKA_EC_POINT 0x181UL
#define CKA_ALWAYS_AUTHENTICATE 0x202UL

#define CKM_RSA_PKCS_PSS 0xDUL
#define CKM_SHA256 0x250UL
#define CKM_ECDSA 0x1041UL
#define CKM_EDDSA 0x1057UL
#define CKG_MGF1_SHA256 2UL

#define CKR_OK 0x0UL
#define CKR_FUNCTION_FAILED 0x6UL
#define CKR_ATTRIBUTE_TYPE_INVALID 0x12UL
#define CKR_DEVICE_ERROR 0x30UL
#define CKR_DEVICE_REMOVED 0x32UL
#define CKR_KEY_FUNCTION_NOT_PERMITTED 0x68UL
#define CKR_MECHANISM_INVALID 0x70UL
#define CKR_MECHANISM_PARAM_INVALID 0x71UL
#define CKR_PIN_INCORRECT 0xA0UL
#define CKR_PIN_INVALID 0xA1UL
#define CKR_PIN_LEN_RANGE 0xA2UL
#define CKR_PIN_LOCKED 0xA4UL
#define CKR_TOKEN_NOT_PRESENT 0xE0UL
#define CKR_TOKEN_NOT_RECOGNIZED 0xE1UL
#define CKR_USER_ALREADY_LOGGED_IN 0x100UL
#define CKR_USER_NOT_LOGGED_IN 0x101UL
#define CKR_CRYPTOKI_ALREADY_INITIALIZED 0x191UL
