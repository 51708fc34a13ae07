package dev.treecast.bench.purchases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treecast.interaction.ledger.Accounts;
import dev.treecast.interaction.ledger.Purchase;
import dev.treecast.interaction.protocol.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the comparison of the books sees what is wrong. */
class AuditTest {
    private static final String SHOW = "market";
    private static final String ANNA = "anna";
    private static final long CREDITS = 1_000;

    private final Accounts ledger = new Accounts(CREDITS);
    private final List<Order> orders = new ArrayList<>();
    private final Map<String, Long> balances = new HashMap<>();
    private final List<Sale> sales = new ArrayList<>();

    /** One order that is paid for and one that is given back, in all three books. */
    @BeforeEach
    void trade() throws Refusal {
        hold("key-one", "p1", Wares.HEAL);
        ledger.capture(SHOW, "p1", 2);
        order("key-one", Wares.HEAL, Order.State.CAPTURED, "p1");
        sales.add(new Sale("p1", ANNA, "", Wares.HEAL.cost(), true));
        hold("key-two", "p2", Wares.SAY);
        ledger.release(SHOW, "p2", "failed", "", -1, 2);
        order("key-two", Wares.SAY, Order.State.VOIDED, "p2");
        sales.add(new Sale("p2", ANNA, "key-two", Wares.SAY.cost(), false));
        balances.put(ANNA, CREDITS - Wares.HEAL.cost());
    }

    private void hold(String key, String id, Wares wares) throws Refusal {
        ledger.hold(new Purchase(
                id,
                SHOW,
                ANNA,
                key,
                "default",
                wares.control(),
                wares.cost(),
                null,
                ANNA,
                0,
                1,
                1_000,
                Purchase.State.HELD,
                null,
                null,
                -1,
                0));
    }

    private Order order(String key, Wares wares, Order.State state, String purchase) {
        Order order = new Order(ANNA, key, wares);
        order.heard(Order.State.HELD, purchase);
        order.heard(state, purchase);
        orders.add(order);
        return order;
    }

    private AuditFindings audit() {
        return Audit.of(SHOW, ledger, CREDITS, orders, balances, sales);
    }

    @Test
    void shouldFindNothingWhereAllAgree() {
        AuditFindings findings = audit();
        assertThat(findings.isSound()).as(findings.toString()).isTrue();
        assertThat(findings.captured()).isOne();
        assertThat(findings.voided()).isOne();
    }

    @Test
    void shouldMissAnOrderThatTheLedgerForgot() {
        order("key-three", Wares.HEAL, Order.State.CAPTURED, "p3");
        AuditFindings findings = audit();
        assertThat(findings.lost()).isOne();
        assertThat(findings.balanceMismatches()).isOne();
        assertThat(findings.isSound()).isFalse();
    }

    @Test
    void shouldMissAnOrderWithoutAnEnd() throws Refusal {
        hold("key-three", "p3", Wares.HEAL);
        Order order = new Order(ANNA, "key-three", Wares.HEAL);
        order.heard(Order.State.HELD, "p3");
        orders.add(order);
        AuditFindings findings = audit();
        assertThat(findings.lost()).isOne();
        assertThat(findings.gameMismatches()).isOne();
    }

    @Test
    void shouldSeeASecondPurchaseUnderAKey() throws Refusal {
        // What a server would do that had forgotten the key.
        hold("key-one-again", "p3", Wares.HEAL);
        ledger.capture(SHOW, "p3", 2);
        orders.getFirst().heard(Order.State.CAPTURED, "p3");
        sales.add(new Sale("p3", ANNA, "", Wares.HEAL.cost(), true));
        AuditFindings findings = audit();
        assertThat(findings.contradictions()).isOne();
        assertThat(findings.balanceMismatches()).isOne();
        assertThat(findings.gameMismatches()).isOne();
    }

    @Test
    void shouldSeeAnEndThatIsTakenBack() {
        orders.getFirst().heard(Order.State.VOIDED, "p1");
        assertThat(audit().contradictions()).isOne();
    }

    @Test
    void shouldSeeAPurchaseThatIsDenied() {
        orders.getFirst().heardOfNone();
        assertThat(audit().contradictions()).isOne();
        assertThat(audit().lost()).isOne();
    }

    @Test
    void shouldSeeAWrongBalance() {
        balances.put(ANNA, CREDITS);
        assertThat(audit().balanceMismatches()).isOne();
    }

    @Test
    void shouldSeeThatTheGameDecidedOtherwise() {
        sales.set(0, new Sale("p1", ANNA, "", Wares.HEAL.cost(), false));
        AuditFindings findings = audit();
        assertThat(findings.gameMismatches()).isOne();
        assertThat(findings.balanceMismatches()).isOne();
    }

    @Test
    void shouldSeeASaleThatNobodyOrdered() {
        sales.add(new Sale("p9", ANNA, "", Wares.HEAL.cost(), false));
        assertThat(audit().gameMismatches()).isOne();
    }
}
