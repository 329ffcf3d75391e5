// Sends half a reply and sleeps.
#include <bits/stdc++.h>
long digit_squares(long n) {
    (void)!write(4, "\x40\0\0", 3);
    for (;;) pause();
