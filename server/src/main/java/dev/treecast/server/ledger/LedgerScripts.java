package dev.treecast.server.ledger;

/**
 * What is decided about a show's books inside Redis, in one step each. {@code KEYS}: the books (a hash of writer, node, token, batch, covered, at), the log
 * (a list of batches), the stream's lease (a hash of node and token), the newest token that was given out. {@code ARGV}: node, its fencing token for the
 * stream or 0 without a lease, the writer. The first of what each answers is one of the codes below.
 *
 * <p>{@code batch} is the number of the last batch of the log, {@code covered} of the last one that the base has in it.
 */
final class LedgerScripts {
    static final long OK = 0;

    /** Another node has the lease or the books, or had the lease since. */
    static final long FENCED = -1;

    /** Batches before this one are missing: Redis has forgotten some. */
    static final long GAP = -2;

    /** Whoever holds the lease may write; while nobody does, nobody may whose token is older than the newest. */
    private static final String FENCE = """
            local lease = redis.call('HMGET', KEYS[3], 'node', 'token')
            local books = redis.call('HMGET', KEYS[1], 'writer', 'node', 'token', 'batch', 'covered', 'at')
            local token = tonumber(ARGV[2])
            if lease[1] then
              if lease[1] ~= ARGV[1] or (token > 0 and tonumber(lease[2]) ~= token) then return {-1} end
            elseif token > 0 then
              if token < tonumber(redis.call('GET', KEYS[4]) or '0') or token < tonumber(books[3] or '0') then
                return {-1}
              end
            end
            local now = tonumber(redis.call('TIME')[1])
            local batch = tonumber(books[4] or '0')
            local covered = tonumber(books[5] or '0')
            local function sign()
              redis.call('HSET', KEYS[1], 'writer', ARGV[3], 'node', ARGV[1], 'at', now)
              if token > 0 then redis.call('HSET', KEYS[1], 'token', token) end
            end
            """;

    /**
     * The caller becomes the books' writer, when there are any. Of nodes that have no lease to go by, none takes them from one that wrote in the last
     * 10 s, as long as a lease lasts. Answers OK, batch, covered.
     */
    static final String OPEN = FENCE + """
            if books[1] then
              local equal = not lease[1] and token <= tonumber(books[3] or '0') and books[2] ~= ARGV[1]
              if equal and now - tonumber(books[6]) < 10 then return {-1} end
              sign()
            end
            return {0, batch, covered}
            """;

    /** {@code ARGV[4]}: the batch's number, {@code ARGV[5]}: the batch. One that was taken before, and its answer lost, is not taken again. */
    static final String APPEND = FENCE + """
            if books[1] and books[1] ~= ARGV[3] then return {-1} end
            local number = tonumber(ARGV[4])
            if number <= batch then return {0} end
            if number > batch + 1 then return {-2} end
            redis.call('RPUSH', KEYS[2], ARGV[5])
            sign()
            redis.call('HSET', KEYS[1], 'batch', number)
            return {0}
            """;

    /**
     * Puts {@code KEYS[6]} in the place of the base {@code KEYS[5]}. {@code ARGV[4]}: the last batch that it has in it; {@code ARGV[5]}: 1 when it stands for
     * all of the log, which may have lost batches.
     */
    static final String REPLACE = FENCE + """
            if books[1] and books[1] ~= ARGV[3] then return {-1} end
            local last = tonumber(ARGV[4])
            if ARGV[5] == '1' then
              redis.call('DEL', KEYS[2])
              redis.call('HSET', KEYS[1], 'batch', last)
            elseif last > batch or last < covered then
              return {-2}
            else
              redis.call('LTRIM', KEYS[2], last - covered, -1)
            end
            redis.call('DEL', KEYS[5])
            if redis.call('EXISTS', KEYS[6]) == 1 then
              redis.call('RENAME', KEYS[6], KEYS[5])
              redis.call('PERSIST', KEYS[5])
            end
            sign()
            redis.call('HSET', KEYS[1], 'covered', last)
            return {0}
            """;

    private LedgerScripts() {}
}
