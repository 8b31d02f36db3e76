import inet.ipaddr.IPAddressString;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.connectors.HttpsConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * A Neo4j Community server for tests: Bolt on 127.0.0.1 and nothing else.
 *
 * <p>Arguments: HOME (a folder), PORT (0 takes a free one). The environment variable
 * LIANDONG_TEST_PASSWORD holds the password of the user neo4j. One line, "READY port", goes to standard
 * output when the server answers. It stops when its standard input ends, so it never outlives whoever
 * started it, however that one ended.
 */
final class Neo4jServer {
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(20);

    private static final List<IPAddressString> EVERY_ADDRESS =
            List.of(new IPAddressString("0.0.0.0/0"), new IPAddressString("::/0"));

    private Neo4jServer() {}

    public static void main(String[] args) throws Exception {
        PrintStream answer = System.out;
        System.setOut(System.err); // nothing but READY may reach standard output
        Path home = Path.of(args[0]).toAbsolutePath();
        int port = Integer.parseInt(args[1]);
        String password = System.getenv("LIANDONG_TEST_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new IllegalArgumentException("LIANDONG_TEST_PASSWORD is not set");
        }
        Thread whileStarting = new Thread(Neo4jServer::endWithStandardInput, "standard-input");
        whileStarting.setDaemon(true);
        whileStarting.start();

        DatabaseManagementService service = new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
                .setConfig(BoltConnector.advertised_address, new SocketAddress("127.0.0.1", port))
                .setConfig(HttpConnector.enabled, false)
                .setConfig(HttpsConnector.enabled, false)
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .setConfig(GraphDatabaseSettings.allow_file_urls, false)
                .setConfig(GraphDatabaseInternalSettings.cypher_ip_blocklist, EVERY_ADDRESS) // LOAD CSV FROM 'http:…'
                .setConfig(GraphDatabaseSettings.udc_enabled, false)
                .setConfig(GraphDatabaseSettings.transaction_timeout, TRANSACTION_TIMEOUT)
                .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(256))
                .setConfig(GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period, 0) // else it idles 10 s
                .build();
        service.database("system").executeTransactionally(
                "ALTER USER neo4j SET PLAINTEXT PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
        Runtime.getRuntime().addShutdownHook(new Thread(service::shutdown, "shutdown"));

        GraphDatabaseAPI system = (GraphDatabaseAPI) service.database("system");
        int bound = system.getDependencyResolver()
                .resolveDependency(ConnectorPortRegister.class)
                .getLocalAddress(ConnectorType.BOLT)
                .getPort();
        answer.println("READY " + bound);
        answer.flush();
        Thread.currentThread().join();
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {
                // whatever is written to us is of no interest, only the end is
            }
        } catch (IOException gone) {
            // as good as the end
        }
        Thread limit = new Thread(() -> {
            try {
                Thread.sleep(SHUTDOWN_LIMIT.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            Runtime.getRuntime().halt(1);
        }, "shutdown-limit");
        limit.setDaemon(true);
        limit.start();
        System.exit(0);
    }
}
