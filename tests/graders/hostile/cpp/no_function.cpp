// Has none of the function's name.
#include <bits/stdc++.h>
long digit_cubes(long n) { return 0; }
#define digit_squares digit_cubes
long (*unused)(long) = digit_squares;
