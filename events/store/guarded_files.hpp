// guarded_files: the disk's files as RocksDB gets to see them.
//
// Two things that RocksDB 7.8 does too late are done here in time:
//
// - It reads the properties of a table file before it compares their checksum,
//   and some flipped bits make it stop the process (Debian's build keeps its
//   assertions). So the end of a file is looked at when it is opened, and what
//   is not in order is reported as corrupt.
// - It renames CURRENT to name a new MANIFEST before it syncs the directory. A
//   file system that keeps the rename and loses the new file is left with
//   nothing; so the directory is synced before the rename too.
#pragma once

#include <memory>

#include <rocksdb/file_system.h>

namespace rf::store {

std::shared_ptr<rocksdb::FileSystem> guarded(std::shared_ptr<rocksdb::FileSystem> files);

}  // namespace rf::store
