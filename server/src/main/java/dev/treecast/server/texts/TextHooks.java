package dev.treecast.server.texts;

import dev.treecast.interaction.show.TextHook;
import dev.treecast.server.config.ConfigurationException;
import dev.treecast.server.config.TextOptions;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The hooks that an operator asked for, in order. */
public final class TextHooks implements AutoCloseable {
    private final TextOptions options;
    private final @Nullable WordFile words;
    private @Nullable EndpointHook endpoint;

    private TextHooks(TextOptions options, @Nullable WordFile words) {
        this.options = options;
        this.words = words;
    }

    /** Reads the list, and starts nothing yet. */
    public static TextHooks open(TextOptions options) throws ConfigurationException {
        return new TextHooks(
                options,
                options.words().isPresent() ? WordFile.open(options.words().get()) : null);
    }

    /**
     * Starts them; called once.
     *
     * @param loop runs things on the bus's thread
     */
    public TextHook start(Executor loop) {
        TextHook hook = TextHook.ALLOW;
        if (options.endpoint().isPresent()) {
            endpoint = new EndpointHook(options.endpoint().get(), loop);
            hook = endpoint;
        }
        if (words != null) {
            words.follow();
            hook = new WordListHook(words::list, options.action(), hook);
        }
        return hook;
    }

    @Override
    public void close() {
        if (words != null) {
            words.close();
        }
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
