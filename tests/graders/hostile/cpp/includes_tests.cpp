// Includes the tests.
#if __has_include("tests.cpp")
#include "tests.cpp"
#endif
#include "tests.cpp"
long digit_squares(long n) {
    return 0;
