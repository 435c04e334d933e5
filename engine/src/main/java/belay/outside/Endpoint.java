package belay.outside;

/// Where a database is reached and as whom. The password is read from its file at the moment of
/// use.
///
/// @param passwordFile absolute; empty where the server asks for none
public record Endpoint(String host, int port, String database, String user, String passwordFile) {

    public Endpoint database(String other) {
        return new Endpoint(host, port, other, user, passwordFile);
    }

    /// `host:port/database`, for people.
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
