package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.RefusedChange;
import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.SourceTransaction;
import io.plumbline.core.configuration.TransactionBoundary;
import io.plumbline.core.configuration.TransactionSequence;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What one record of the connector says: exactly one of these is not null.
 *
 * @param refused what could not be read
 */
public record CdcRecord(RowChange change, TransactionBoundary boundary, RefusedChange refused) {
  public static final TypeInformation<CdcRecord> TYPE =
      CodecTypeInfo.of(CdcRecord.class, new Form());

  static CdcRecord of(RowChange change) {
    return new CdcRecord(change, null, null);
  }

  static CdcRecord of(TransactionBoundary boundary) {
    return new CdcRecord(null, boundary, null);
  }

  static CdcRecord of(RefusedChange refused) {
    return new CdcRecord(null, null, refused);
  }

  /** Hands it to the sequence; gives the transactions that can now be applied. */
  public List<SourceTransaction> acceptedBy(TransactionSequence sequence) {
    if (change != null) {
      return sequence.accept(change);
    }
    return boundary != null ? sequence.accept(boundary) : sequence.accept(refused);
  }

  /** Its binary form. */
  public static final class Form implements Codec<CdcRecord> {
    private static final byte CHANGE = 0;
    private static final byte BOUNDARY = 1;
    private static final byte REFUSED = 2;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(CdcRecord value, DataOutputView out) throws IOException {
      if (value.change() != null) {
        out.writeByte(CHANGE);
        ChangeForm.writeChange(value.change(), out);
      } else if (value.boundary() != null) {
        out.writeByte(BOUNDARY);
        ChangeForm.writeBoundary(value.boundary(), out);
      } else {
        out.writeByte(REFUSED);
        ChangeForm.writeRefused(value.refused(), out);
      }
    }

    @Override
    public CdcRecord read(DataInputView in, int version) throws IOException {
      byte kind = in.readByte();
      return switch (kind) {
        case CHANGE -> of(ChangeForm.readChange(in));
        case BOUNDARY -> of(ChangeForm.readBoundary(in));
        case REFUSED -> of(ChangeForm.readRefused(in));
        default -> throw new IOException("a record of kind " + kind + "; allowed: 0 to 2");
      };
    }
  }
}
