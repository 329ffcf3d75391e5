// Calls itself without end.
#include <bits/stdc++.h>
long digit_squares(long n) {
    volatile char frame[4096];
    frame[n % 4096] = 1;
    return digit_squares(n + 1) + frame[0];
