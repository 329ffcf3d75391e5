#include <iostream>
#include <string>

int main() {
  int t;
  std::string a, b;
  for (std::cin >> t; t-- && std::cin >> a >> b;) {
    std::swap(a[0], b[0]);
    std::cout << a << ' ' << b << '\n';
  }
}
