#include <iostream>

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) std::cout << n / 10 + n % 10 << '\n';
}
