package io.lockstep.bench.chaos;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// `LossyLink DEVICE PERCENT MILLIS SEED`: makes a tun device, says `up`, and gives each packet
/// that comes through it back to the kernel after so long, but for so many of a hundred. A process
/// of its own, since the device is in the network namespace of whoever makes it, and goes with it.
/// For kernels without netem.
final class LossyLink {

  private static final long TUNSETIFF = 0x400454ca;
  private static final short IFF_TUN_WITHOUT_HEAD = 0x1001;
  private static final int O_RDWR = 2;
  private static final int NAME_BYTES = 16;
  private static final int REQUEST_BYTES = 40;
  private static final int PACKET_BYTES_MAX = 1 << 17;

  private static final int PACKETS_MAX = 4_096;

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

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
      BlockingQueue<Packet> onTheWay = new ArrayBlockingQueue<>(PACKETS_MAX);
      Thread.ofPlatform().daemon().name("writes").start(() -> write(device, onTheWay));
      read(device, words, onTheWay);
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

  /// @param dueNanos when it is to arrive
  private record Packet(MemorySegment bytes, long dueNanos) {}

  /// What comes while the queue is full waits in the device, and is lost when that is full as well.
  private static void read(int device, String[] words, BlockingQueue<Packet> onTheWay)
      throws Throwable {
    int percent = Integer.parseInt(words[1]);
    long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[2]));
    Random random = new Random(Long.parseLong(words[3]));
    MethodHandle read = function("read", TRANSFER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocate(PACKET_BYTES_MAX);
      while (true) {
        long bytes = (long) read.invokeExact(device, packet, (long) PACKET_BYTES_MAX);
        if (bytes > 0 && random.nextInt(100) >= percent) {
          MemorySegment copy = MemorySegment.ofArray(new byte[(int) bytes]);
          MemorySegment.copy(packet, 0, copy, 0, bytes);
          onTheWay.put(new Packet(copy, System.nanoTime() + nanos));
        }
      }
    }
  }

  private static void write(int device, BlockingQueue<Packet> onTheWay) {
    MethodHandle write = function("write", TRANSFER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(PACKET_BYTES_MAX);
      while (true) {
        Packet packet = onTheWay.take();
        long bytes = packet.bytes().byteSize();
        MemorySegment.copy(packet.bytes(), 0, out, 0, bytes);
        while (packet.dueNanos() - System.nanoTime() > 0) {
          LockSupport.parkNanos(packet.dueNanos() - System.nanoTime());
        }
        long written = (long) write.invokeExact(device, out, bytes);
        if (written != bytes) {
          System.out.println("lost more than it should");
        }
      }
    } catch (Throwable broken) {
      throw new IllegalStateException("the device cannot be written to", broken);
    }
  }
}
