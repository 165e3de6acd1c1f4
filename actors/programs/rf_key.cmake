# rf-key: keys and their files.
if(TARGET rf_io)
  rf_program(rf-key SOURCES rf_key.cpp rf_key_commands.cpp rf_key_passphrase.cpp
    LINKS rf_keys rf_io rf_terminal CLI11::CLI11)
endif()
