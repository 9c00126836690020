#define PICTURE_KERNELS picture_kernels_portable
#define PICTURE_VECTOR 16
#include "picture_kernels.h"
