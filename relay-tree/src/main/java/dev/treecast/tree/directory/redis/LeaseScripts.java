package dev.treecast.tree.directory.redis;

/**
 * What is decided about a lease inside Redis, in one step. {@code KEYS[1]} is the lease (a hash), {@code KEYS[2]} the newest token that was given out.
 * Each answers the lease after it: {@code {node, principal, token}}.
 */
final class LeaseScripts {
    /** {@code ARGV}: node, principal, time to live in ms, time for which tokens are remembered in ms. */
    static final String CLAIM = """
            local held = redis.call('HMGET', KEYS[1], 'node', 'principal', 'token')
            if held[1] and held[1] ~= ARGV[1] and held[2] ~= ARGV[2] then
              return {held[1], held[2], held[3]}
            end
            local token = held[3]
            if not (held[1] == ARGV[1] and held[2] == ARGV[2]) then
              token = redis.call('INCR', KEYS[2])
              redis.call('HSET', KEYS[1], 'node', ARGV[1], 'principal', ARGV[2], 'token', token)
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            redis.call('PEXPIRE', KEYS[2], ARGV[4])
            return {ARGV[1], ARGV[2], tostring(token)}
            """;

    /**
     * {@code ARGV}: as for a claim, then the token. A lease that expired is given again unless a newer token was. So is one with an older token:
     * a replica that became the master had not heard of ours.
     */
    static final String RENEW = """
            local held = redis.call('HMGET', KEYS[1], 'node', 'principal', 'token')
            local ours = held[1] == ARGV[1] and held[2] == ARGV[2] and held[3] == ARGV[5]
            if held[1] and not ours and tonumber(held[3]) >= tonumber(ARGV[5]) then
              return {held[1], held[2], held[3]}
            end
            if not ours then
              local newest = tonumber(redis.call('GET', KEYS[2]) or '0')
              if newest > tonumber(ARGV[5]) then
                return {'', '', tostring(newest)}
              end
              redis.call('SET', KEYS[2], ARGV[5])
              redis.call('HSET', KEYS[1], 'node', ARGV[1], 'principal', ARGV[2], 'token', ARGV[5])
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            redis.call('PEXPIRE', KEYS[2], ARGV[4])
            return {ARGV[1], ARGV[2], ARGV[5]}
            """;

    /** {@code ARGV}: as for a renewal. */
    static final String RELEASE = """
            local held = redis.call('HMGET', KEYS[1], 'node', 'token')
            if held[1] == ARGV[1] and held[2] == ARGV[5] then
              redis.call('DEL', KEYS[1])
            end
            return {'', '', '0'}
            """;

    private LeaseScripts() {}
}
