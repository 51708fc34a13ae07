package dev.treecast.bench.rig;

import dev.treecast.bench.lab.JvmSample;
import dev.treecast.bench.lab.ProcessTimes;
import dev.treecast.bench.swarm.SwarmSnapshot;
import java.util.Map;

/**
 * Everything that counts up, read at one moment.
 *
 * @param swarm what viewers received
 * @param serverTimes CPU of the server's threads
 * @param swarmTimes CPU of the swarm's
 * @param machineBusyNs CPU of all processes of the machine
 * @param jvm the server's heap
 * @param gcPosition where the server's collection log ends
 * @param serverSocketFull datagrams that the server did not read in time
 * @param swarmSocketFull datagrams that the swarm did not read in time
 * @param metrics the server's own
 */
record Reading(
        SwarmSnapshot swarm,
        ProcessTimes serverTimes,
        ProcessTimes swarmTimes,
        long machineBusyNs,
        JvmSample jvm,
        long gcPosition,
        long serverSocketFull,
        long swarmSocketFull,
        Map<String, Double> metrics) {}
