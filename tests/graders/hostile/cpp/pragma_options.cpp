// Changes the compiler's options from within.
#pragma GCC optimize("O3,unroll-loops,no-such-option")
#pragma GCC target("no-such-target")
#pragma GCC dependency "/etc/shadow"
#pragma GCC pch_preprocess "/etc/passwd"
#pragma push_macro("assert")
long digit_squares(long n) {
    return 0;
