# Asking over HTTP: Boost is in its .cpp files and in http_faults.hpp and http_talk.hpp only.
rf_floor(rf_http
  SOURCES http_endpoint.cpp http_faults.cpp http_pool.cpp http_talk.cpp
  LINKS rf_ports Boost::headers Threads::Threads)
rf_floor(rf_asker SOURCES http_asker.cpp http_refusal.cpp LINKS rf_http rf_axon simdjson::simdjson)
add_subdirectory(server)
