// Includes itself without end.
#include "program.cpp"
#include __FILE__
long digit_squares(long n) {
    return 0;
