package belay.dumps;

import static java.nio.charset.StandardCharsets.UTF_8;

import belay.testkit.TestPostgres;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// A session that hands the server a text as it is: drivers and psql cut it up first, which is what
/// is tested here (manual, chapter 55, simple query).
final class Wire implements Closeable {

    private static final int PROTOCOL = 3 << 16;

    private final Socket socket;
    private final DataInputStream input;
    private final DataOutputStream output;
    private byte[] copied = new byte[0];

    Wire(TestPostgres server, String database) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        output = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        var start = new ByteArrayOutputStream();
        for (String word : List.of("user", TestPostgres.USER, "database", database, "")) {
            start.writeBytes((word + "\0").getBytes(UTF_8));
        }
        output.writeInt(Integer.BYTES * 2 + start.size());
        output.writeInt(PROTOCOL);
        start.writeTo(output);
        answers();
    }

    /// What the server answered: for each statement that it saw its rows, or `!` and the code of an
    /// error, which is the last then.
    List<String> query(String text) throws IOException {
        return query(text, "");
    }

    /// @param rows that are sent if it asks for some
    List<String> query(String text, String rows) throws IOException {
        send('Q', (text + "\0").getBytes(UTF_8));
        copied = rows.getBytes(UTF_8);
        return answers();
    }

    private void send(char kind, byte[] body) throws IOException {
        output.writeByte(kind);
        output.writeInt(Integer.BYTES + body.length);
        output.write(body);
    }

    private List<String> answers() throws IOException {
        output.flush();
        List<String> answers = new ArrayList<>();
        var rows = new StringBuilder();
        while (true) {
            int kind = input.readUnsignedByte();
            byte[] body = new byte[input.readInt() - Integer.BYTES];
            input.readFully(body);
            switch (kind) {
                case 'T' -> rows.append("row");
                case 'D' -> rows.append(new String(body, UTF_8));
                case 'C' -> {
                    answers.add(rows + " " + new String(body, UTF_8));
                    rows.setLength(0);
                }
                case 'E' -> answers.add("!" + code(body));
                case 'G' -> {
                    send('d', copied);
                    send('c', new byte[0]);
                    output.flush();
                }
                case 'Z' -> {
                    return answers;
                }
                default -> {}
            }
        }
    }

    private static String code(byte[] body) {
        for (String field : new String(body, UTF_8).split("\0", -1)) {
            if (field.startsWith("C")) {
                return field.substring(1);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
