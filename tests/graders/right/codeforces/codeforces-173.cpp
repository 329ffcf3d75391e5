#include <iostream>

int main() {
  int t;
  long long n, k;
  for (std::cin >> t; t-- && std::cin >> n >> k;) {
    int used = 0;
    for (long long length = n; k > 0; ++used) {
      k -= length;
      if (used % 2 == 0) --length;
    }
    std::cout << used << '\n';
  }
}
