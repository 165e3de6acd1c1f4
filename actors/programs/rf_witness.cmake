# rf-witness, and what it decides, which is tested by itself.
rf_floor(rf_witness_state SOURCES witness.cpp witness_state.cpp LINKS rf_keys)
rf_program(rf-witness SOURCES rf_witness.cpp witness_commands.cpp
  LINKS rf_witness_state rf_web rf_io rf_terminal CLI11::CLI11)
