// The `assay` program.
#include "evals/cli/command.hpp"

int main(int argc, char** argv) { return assay::cli::run_program(argc, argv); }
