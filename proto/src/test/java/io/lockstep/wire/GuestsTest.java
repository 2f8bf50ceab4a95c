package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class GuestsTest {

  private final Guests guests = new Guests(3, 2);

  @Test
  void oneAddressLeavesRoomForTheOthers() throws UnknownHostException {
    assertThat(guests.arrived(address(1))).isEmpty();
    assertThat(guests.arrived(address(1))).isEmpty();
    assertThat(guests.arrived(address(1)))
        .isEqualTo("2 connections from this address, no more are taken");
    assertThat(guests.arrived(address(2))).isEmpty();
    assertThat(guests.arrived(address(3))).isEqualTo("3 connections, no more are taken");
    guests.left(address(1));
    assertThat(guests.arrived(address(3))).isEmpty();
  }

  @Test
  void nothingIsKeptOfWhoHasLeft() throws UnknownHostException {
    for (int i = 0; i < 5_000; i++) {
      assertThat(guests.arrived(address(i))).isEmpty();
      guests.left(address(i));
    }
    assertThat(guests.all()).isZero();
    assertThat(guests.addresses()).isZero();
  }

  private static InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
  }
}
