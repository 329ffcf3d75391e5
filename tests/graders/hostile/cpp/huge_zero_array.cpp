// Wants more memory than there may be before main().
#include <bits/stdc++.h>
char a[1L << 35];
long digit_squares(long n) {
    return a[n];
