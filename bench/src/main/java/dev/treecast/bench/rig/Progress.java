package dev.treecast.bench.rig;

import java.io.Console;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Says on standard error what is going on: on a terminal one line that changes, elsewhere a line for each thing begun. */
public final class Progress {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;

    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Where a person would read it. */
    // The check for null is for JDKs whose console is not the default one.
    @SuppressWarnings("SystemConsoleNull")
    public static Progress standard() {
        Console console = System.console();
        return new Progress(System.err, console != null && console.isTerminal());
    }

    /** Something begins. */
    public synchronized void begin(String what) {
        if (terminal) {
            out.print(CLEAR_LINE + what + "…");
        } else {
            out.println(what + "…");
        }
        out.flush();
    }

    /** How far it is; shown on terminals only. */
    public synchronized void update(String what) {
        if (terminal) {
            begin(what);
        }
    }

    /** Nothing is going on: what is printed next begins a line. */
    public synchronized void clear() {
        if (terminal) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    /** Counts down while something goes on. */
    public void countDown(double seconds, String what) throws InterruptedException {
        begin(what);
        for (long leftMs = (long) (seconds * 1000); leftMs > 0; leftMs -= 1000) {
            update(what + ", " + (leftMs + 999) / 1000 + " s left");
            TimeUnit.MILLISECONDS.sleep(Math.min(1000, leftMs));
        }
        clear();
    }

    /** Says something that stays. */
    public synchronized void say(String sentence) {
        clear();
        out.println(sentence);
        out.flush();
    }
}
