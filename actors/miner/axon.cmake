# The axon's wire: what is sent, and what came back; no socket.
rf_floor(rf_axon
  SOURCES
    axon_python.cpp
    axon_json.cpp
    axon_request.cpp
    axon_reply.cpp
    axon_call.cpp
    axon_gate.cpp
    axon_body.cpp
    axon_answer.cpp
  LINKS rf_answers rf_keys simdjson::simdjson)
