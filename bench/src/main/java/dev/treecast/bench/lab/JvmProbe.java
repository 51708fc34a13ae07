package dev.treecast.bench.lab;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads another JVM of this machine through its management beans. It has to run in that JVM's network namespace. */
public final class JvmProbe implements AutoCloseable {
    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;
    private final List<BufferPoolMXBean> pools;

    private JvmProbe(JMXConnector connector) throws IOException {
        this.connector = connector;
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
        threads = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
        pools = ManagementFactory.getPlatformMXBeans(beans, BufferPoolMXBean.class);
    }

    /** Attaches to a JVM of this user's. */
    // The address is what that JVM has just told us over its own socket, and it is on this machine.
    @SuppressWarnings("BanJNDI")
    public static JvmProbe attach(long pid) throws BenchFailure {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            return new JvmProbe(JMXConnectorFactory.connect(new JMXServiceURL(address)));
        } catch (IOException | AttachNotSupportedException e) {
            throw new BenchFailure("The server's JVM cannot be asked about its memory: " + e.getMessage(), e);
        }
    }

    /** Reads it as it is. */
    public JvmSample sample() {
        long direct = pools.stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        return new JvmSample(threads.getTotalThreadAllocatedBytes(), heap.getUsed(), heap.getCommitted(), direct);
    }

    /** Collects its garbage, then reads it: what is used then is live. */
    public JvmSample collectAndSample() {
        memory.gc();
        return sample();
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // The other JVM is gone.
        }
    }
}
