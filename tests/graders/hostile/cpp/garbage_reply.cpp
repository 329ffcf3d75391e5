// Sends bytes that are no reply.
#include <bits/stdc++.h>
long digit_squares(long n) {
    std::string garbage(1 << 16, '\xff');
    (void)!write(4, "\x40\0\0\0\0\0\0\0", 8);
    (void)!write(4, garbage.data(), 64);
    _exit(0);
