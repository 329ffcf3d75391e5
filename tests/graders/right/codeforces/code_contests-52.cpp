#include <iostream>

int main() {
  const long long modulus = 1'000'000'007;
  int t;
  long long n, k;
  for (std::cin >> t; t-- && std::cin >> n >> k;) {
    long long power = 1, sum = 0;
    for (; k > 0; k /= 2) {
      if (k % 2 != 0) sum = (sum + power) % modulus;
      power = power * n % modulus;
    }
    std::cout << sum << '\n';
  }
}
