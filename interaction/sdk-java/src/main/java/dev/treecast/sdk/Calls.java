package dev.treecast.sdk;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests that wait for their answers, by number. Owned by the loop. */
final class Calls {
    /** A game that has so many unanswered does not read the answers. */
    static final int WAITING_MAX = 1_024;

    /** Called once, with one or the other. */
    interface Answer {
        void reply(JsonObject result);

        void error(ShowError error);
    }

    private record Call(Answer answer, long deadlineNs) {}

    private final long answerNs;
    private final Map<Long, Call> waiting = new LinkedHashMap<>();
    private long last;

    Calls(long answerMs) {
        this.answerNs = answerMs * 1_000_000;
    }

    boolean isFull() {
        return waiting.size() >= WAITING_MAX;
    }

    /** The number to ask under. */
    long begin(long nowNs, Answer answer) {
        last++;
        waiting.put(last, new Call(answer, nowNs + answerNs));
        return last;
    }

    void reply(long id, JsonObject result) {
        Call call = waiting.remove(id);
        if (call != null) {
            call.answer.reply(result);
        }
    }

    /** False when nothing waits under that number, and somebody else should be told. */
    boolean error(long id, ShowError error) {
        Call call = waiting.remove(id);
        if (call == null) {
            return false;
        }
        call.answer.error(error);
        return true;
    }

    /** Lets go of those whose time is over. */
    void timeout(long nowNs) {
        List<Answer> late = new ArrayList<>();
        for (Iterator<Call> oldestFirst = waiting.values().iterator(); oldestFirst.hasNext(); ) {
            Call call = oldestFirst.next();
            if (nowNs - call.deadlineNs < 0) {
                break;
            }
            oldestFirst.remove();
            late.add(call.answer);
        }
        late.forEach(answer -> answer.error(ShowError.of("unanswered", "the server has not answered in time")));
    }

    /** The connection is gone, and with it what would have been answered on it. */
    void fail(@Nullable ShowError error) {
        List<Call> all = new ArrayList<>(waiting.values());
        waiting.clear();
        ShowError why =
                error != null ? error : ShowError.of("disconnected", "the connection broke before the answer came");
        all.forEach(call -> call.answer.error(why));
    }
}
