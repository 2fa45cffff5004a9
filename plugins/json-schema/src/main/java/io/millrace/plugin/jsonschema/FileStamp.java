package io.millrace.plugin.jsonschema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** What tells whether a file is still the one that was read. */
record FileStamp(Path path, long size, FileTime modified) {

  static List<FileStamp> of(List<Path> paths) throws IOException {
    List<FileStamp> stamps = new ArrayList<>(paths.size());
    for (Path path : paths) {
      if (Files.exists(path)) {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        stamps.add(new FileStamp(path, attributes.size(), attributes.lastModifiedTime()));
      }
    }
    return stamps;
  }
}
