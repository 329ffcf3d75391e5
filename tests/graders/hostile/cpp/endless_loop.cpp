// Never comes to an end.
#include <bits/stdc++.h>
long digit_squares(long n) {
    for (volatile long i = 0;; i++) {}
