// Makes a program of a gigabyte.
#include <bits/stdc++.h>
char a[1 << 30] = {1};
char b[1 << 30] = {2};
long digit_squares(long n) {
    return 0;
