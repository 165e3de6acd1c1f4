# What an operator does to a log while no validator runs on it (and backups,
# which may be made while one does).
if(TARGET rf_imports AND TARGET rf_store)
  rf_floor(rf_operator
    SOURCES
      operator_continue.cpp
      operator_copy.cpp
      operator_import.cpp
      operator_key.cpp
      operator_log.cpp
      operator_rotate.cpp
    LINKS rf_imports rf_keys rf_io rf_store rf_replay)
  # g++ 12 at -O2 takes the moved alternative of a result for uninitialised.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(rf_operator PRIVATE -Wno-maybe-uninitialized)
  endif()
  rf_floor(rf_operator_commands SOURCES operator_commands.cpp
    LINKS rf_operator rf_validator_config rf_terminal CLI11::CLI11)
endif()
