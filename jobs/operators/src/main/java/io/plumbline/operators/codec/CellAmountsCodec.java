package io.plumbline.operators.codec;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of what waits for one tick: moments by instant and cell. */
public final class CellAmountsCodec implements Codec<Map<CellAt, ExactMoments>> {
  public static final TypeInformation<Map<CellAt, ExactMoments>> TYPE =
      CodecTypeInfo.of(Map.class, new CellAmountsCodec());

  @Override
  public int version() {
    return CellData.VERSION;
  }

  @Override
  public void write(Map<CellAt, ExactMoments> value, DataOutputView out) throws IOException {
    Binary.writeVarInt(value.size(), out);
    for (Map.Entry<CellAt, ExactMoments> entry : value.entrySet()) {
      out.writeLong(entry.getKey().instant());
      CellData.writeCell(entry.getKey().cell(), out);
      CellData.writeMoments(entry.getValue(), out);
    }
  }

  @Override
  public Map<CellAt, ExactMoments> read(DataInputView in, int version) throws IOException {
    int size = Binary.readVarInt(in);
    Map<CellAt, ExactMoments> amounts = new HashMap<>();
    for (int i = 0; i < size; i++) {
      CellAt cell = new CellAt(in.readLong(), CellData.readCell(in, version));
      amounts.put(cell, CellData.readMoments(in));
    }
    return amounts;
  }

  @Override
  public Map<CellAt, ExactMoments> copy(Map<CellAt, ExactMoments> value) {
    Map<CellAt, ExactMoments> copy = new HashMap<>();
    value.forEach((cell, amount) -> copy.put(cell, amount.copy()));
    return copy;
  }
}
