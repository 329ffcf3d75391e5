#include <iostream>

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) std::cout << n / 4 + n % 4 / 2 << '\n';
}
