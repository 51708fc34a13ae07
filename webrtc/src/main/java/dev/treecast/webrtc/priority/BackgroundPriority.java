package dev.treecast.webrtc.priority;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Has Linux run a thread only where the media loops leave time: {@code setpriority(2)}, which there means one thread and not the process. Java's own
 * thread priorities do nothing on Linux. Elsewhere, and where native access is denied, nothing happens.
 */
public final class BackgroundPriority {
    /** A number from 0, which leaves priorities alone, to 19. */
    public static final String PROPERTY = "treecast.background.nice";

    /** 10: a tenth of a processor against a thread of the usual priority 0, all of it beside an idle one. 5 was measured to do half as much. */
    private static final int NICE = Integer.getInteger(PROPERTY, 10);

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private static final @Nullable MethodHandle SET_PRIORITY = find();

    private BackgroundPriority() {}

    /**
     * Lowers the operating system's thread that runs the caller, for good: without privileges there is no way back. On a virtual thread that is its
     * carrier; virtual threads do nothing but handshakes here.
     */
    public static void lower() {
        lower(CALLING_THREAD);
    }

    /**
     * Lowers a thread of this process.
     *
     * @param thread the operating system's number of it, a name in {@code /proc/self/task}; one that has ended meanwhile is no error
     */
    public static void lower(int thread) {
        MethodHandle setPriority = SET_PRIORITY;
        if (setPriority != null) {
            try {
                int unused = (int) setPriority.invokeExact(PRIO_PROCESS, thread, NICE);
            } catch (Throwable e) {
                throw new IllegalStateException("setpriority could not be called", e);
            }
        }
    }

    /** Whether lowering does anything here. */
    public static boolean available() {
        return SET_PRIORITY != null;
    }

    private static @Nullable MethodHandle find() {
        if (NICE == 0
                || !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return null;
        }
        try {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    Linker.Option.critical(false));
        } catch (RuntimeException | LinkageError nativeAccessDenied) {
            return null;
        }
    }
}
