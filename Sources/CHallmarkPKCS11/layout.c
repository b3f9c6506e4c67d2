#include "CHallmarkPKCS11.h"

#include <stddef.h>

// A module writes into these and calls through them: one member too many or too few, and it would write elsewhere.
_Static_assert(sizeof(CK_ULONG) == sizeof(void *), "CK_ULONG is as wide as a pointer");
_Static_assert(offsetof(CK_TOKEN_INFO, flags) == 96, "the texts of a token");
_Static_assert(offsetof(CK_TOKEN_INFO, hardwareVersion) == 96 + 11 * sizeof(CK_ULONG), "the numbers of a token");
_Static_assert(offsetof(CK_TOKEN_INFO, utcTime) == 100 + 11 * sizeof(CK_ULONG), "the versions of a token");
_Static_assert(sizeof(CK_ATTRIBUTE) == 3 * sizeof(void *), "an attribute");
_Static_assert(sizeof(CK_C_INITIALIZE_ARGS) == 6 * sizeof(void *), "the arguments of C_Initialize");
// The version takes the room of one pointer; C_Sign is the 44th function.
_Static_assert(offsetof(CK_FUNCTION_LIST, C_Sign) == 44 * sizeof(void *), "the list of functions");
