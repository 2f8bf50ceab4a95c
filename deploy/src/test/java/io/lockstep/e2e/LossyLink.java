package io.lockstep.e2e;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Random;

/// `LossyLink DEVICE PERCENT SEED`: makes a tun device, says `up`, and gives each packet that comes
/// through it back to the kernel, but for so many of a hundred. A process of its own, since the
/// device is in the network namespace of whoever makes it, and goes with it. For kernels without
/// netem.
final class LossyLink {

  private static final long TUNSETIFF = 0x400454ca;
  private static final short IFF_TUN_WITHOUT_HEAD = 0x1001;
  private static final int O_RDWR = 2;
  private static final int NAME_BYTES = 16;
  private static final int REQUEST_BYTES = 40;
  private static final int PACKET_BYTES_MAX = 1 << 17;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();

  private LossyLink() {}

  @SuppressWarnings("restricted") // The C library is what makes the device.
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LIBC.find(name).orElseThrow(), descriptor, options);
  }

  public static void main(String[] words) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int device = device(words[0], arena);
      System.out.println("up");
      pass(device, Integer.parseInt(words[1]), new Random(Long.parseLong(words[2])), arena);
    }
  }

  private static int device(String name, Arena arena) throws Throwable {
    MethodHandle open =
        function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle ioctl =
        function(
            "ioctl",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    int device = (int) open.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR);
    MemorySegment request = arena.allocate(REQUEST_BYTES);
    request.setString(0, name);
    request.set(ValueLayout.JAVA_SHORT, NAME_BYTES, IFF_TUN_WITHOUT_HEAD);
    if (device < 0 || (int) ioctl.invokeExact(device, TUNSETIFF, request) < 0) {
      throw new IllegalStateException("no tun device can be made here");
    }
    return device;
  }

  private static void pass(int device, int percent, Random random, Arena arena) throws Throwable {
    FunctionDescriptor transfer =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG);
    MethodHandle read = function("read", transfer);
    MethodHandle write = function("write", transfer);
    MemorySegment packet = arena.allocate(PACKET_BYTES_MAX);
    while (true) {
      long bytes = (long) read.invokeExact(device, packet, (long) PACKET_BYTES_MAX);
      if (bytes > 0 && random.nextInt(100) >= percent) {
        long written = (long) write.invokeExact(device, packet, bytes);
        if (written != bytes) {
          System.out.println("lost more than it should");
        }
      }
    }
  }
}
