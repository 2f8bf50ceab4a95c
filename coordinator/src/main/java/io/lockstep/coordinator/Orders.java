package io.lockstep.coordinator;

import io.lockstep.failure.Failure;
import io.lockstep.plan.Action;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Reign;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Tells workers what is theirs to compute.
final class Orders {

  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

  private final Reign reign;
  private final PeerTable peers;

  Orders(Reign reign, PeerTable peers) {
    this.reign = reign;
    this.peers = peers;
  }

  void assign(Action.Assign assign) {
    peers.send(
        assign.worker(),
        new CoordinatorFrame.Assignment(
            reign, assign.generation(), assign.fromStep(), assign.share()));
  }

  void tellHorizon(Action.TellHorizon told) {
    peers.send(told.worker(), new CoordinatorFrame.Horizon(reign, told.horizon()));
  }

  void dismiss(Peer peer, Failure failure) {
    peer.send(new CoordinatorFrame.Refused(reign, failure));
    peer.close(failure.error());
  }

  void check(Action.Check check) {
    LOG.debug(
        "check step={} worker={} reason=\"{}\"", check.step(), check.worker(), check.reason());
    peers.send(
        check.worker(),
        new CoordinatorFrame.Check(reign, check.step(), check.block(), check.reason()));
  }

  void measure(Action.Measure ask) {
    LOG.debug(
        "measure version={} part={} worker={} blocks={}..{} reason=\"{}\"",
        ask.version(),
        ask.part(),
        ask.worker(),
        ask.firstBlock(),
        ask.endBlock() - 1,
        ask.reason());
    peers.send(
        ask.worker(),
        new CoordinatorFrame.Measure(
            reign, ask.version(), ask.part(), ask.firstBlock(), ask.endBlock(), ask.reason()));
  }

  void deal(Action.Deal deal) {
    LOG.atLevel(deal.occasion() == Action.Deal.Occasion.EVENT ? Level.INFO : Level.DEBUG)
        .log(
            "dealt step={} worker={} blocks={} reason=\"{}\"",
            deal.step(),
            deal.worker(),
            deal.blocks().size(),
            deal.reason());
    peers.send(
        deal.worker(), new CoordinatorFrame.Deal(reign, deal.step(), deal.blocks(), deal.reason()));
  }
}
