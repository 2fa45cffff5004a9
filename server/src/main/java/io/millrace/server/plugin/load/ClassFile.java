package io.millrace.server.plugin.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a class file says it needs: a version of Java, and classes, methods and fields of others
 * (JVMS 17, §4.1 and §4.4).
 *
 * @param majorVersion 61 for Java 17
 * @param classes the names of the classes it refers to, with slashes
 * @param members the methods and fields it refers to
 */
record ClassFile(int majorVersion, List<String> classes, List<Member> members) {

  private static final int MAGIC = 0xCAFEBABE;
  static final int JAVA_0_MAJOR = 44;

  /**
   * A method or field that is referred to.
   *
   * @param owner the class's name, with slashes
   * @param name its name
   * @param descriptor its types, as in the class file
   */
  record Member(String owner, String name, String descriptor) {
    boolean isMethod() {
      return descriptor.startsWith("(");
    }
  }

  /** The version of Java that is needed: 17 for 61. */
  int java() {
    return majorVersion - JAVA_0_MAJOR;
  }

  /**
   * Reads the version, and the references if the version is known and the bytes speak of them.
   *
   * @param prefix ASCII that names of interest start with; there are no references without it. Most
   *     classes of a plugin are of libraries and never speak of the plugin API
   * @throws IOException if it is no class file
   */
  static ClassFile read(byte[] bytes, int newestMajor, String prefix) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC) {
      throw new IOException("it does not start as a class file does");
    }
    in.readUnsignedShort();
    int major = in.readUnsignedShort();
    return major > newestMajor || !text(bytes).contains(prefix)
        ? new ClassFile(major, List.of(), List.of())
        : new ConstantPool(in).references(major);
  }

  /** A character for each byte: it is searched by the processor's vector instructions. */
  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** The constant pool, entry by entry: a text, or up to two indexes. */
  private static final class ConstantPool {
    private final int[] tags;
    private final int[] first;
    private final int[] second;
    private final String[] texts;

    ConstantPool(DataInputStream in) throws IOException {
      int count = in.readUnsignedShort();
      tags = new int[count];
      first = new int[count];
      second = new int[count];
      texts = new String[count];
      for (int i = 1; i < count; i++) {
        tags[i] = in.readUnsignedByte();
        readEntry(in, i);
        if (tags[i] == 5 || tags[i] == 6) {
          i++; // long and double take two places
        }
      }
    }

    private void readEntry(DataInputStream in, int i) throws IOException {
      switch (tags[i]) {
        case 1 -> texts[i] = in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> in.readLong();
        case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case 9, 10, 11, 12, 17, 18 -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
        }
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        default -> throw new IOException("its constant pool has an entry of kind " + tags[i]);
      }
    }

    ClassFile references(int major) throws IOException {
      List<String> classes = new ArrayList<>();
      List<Member> members = new ArrayList<>();
      try {
        for (int i = 1; i < tags.length; i++) {
          if (tags[i] == 7) {
            classes.add(text(first[i]));
          } else if (tags[i] >= 9 && tags[i] <= 11) {
            int nameAndType = second[i];
            members.add(
                new Member(
                    text(first[first[i]]), text(first[nameAndType]), text(second[nameAndType])));
          }
        }
      } catch (ArrayIndexOutOfBoundsException e) {
        throw new IOException("its constant pool points outside of itself", e);
      }
      return new ClassFile(major, classes, members);
    }

    private String text(int index) throws IOException {
      if (texts[index] == null) {
        throw new IOException("its constant pool has no text where there should be one");
      }
      return texts[index];
    }
  }
}
