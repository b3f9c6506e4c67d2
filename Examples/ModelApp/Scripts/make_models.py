"""Writes the example's models; Scripts/make-models installs what this needs and calls it.

The weights are drawn from a seeded generator and not trained: the files are real, the predictions are noise.
"""

import argparse
import logging
import pathlib
import shutil
import zipfile

import numpy as np

LICENSE = "CC0-1.0"
SEED = 20260101


def weights(generator, *shape):
    """Draws a layer of float32 weights with He's scale for its last dimension."""
    return (generator.standard_normal(shape) * np.sqrt(2.0 / shape[-1])).astype(np.float32)


def write_classifier(path):
    from safetensors.numpy import save_file

    generator = np.random.default_rng(SEED)
    tensors = {}
    sizes = [64, 96, 48, 3]
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        tensors[f"layers.{index}.weight"] = weights(generator, outputs, inputs)
        tensors[f"layers.{index}.bias"] = np.zeros(outputs, np.float32)
    # The library writes __metadata__ in a new order at each run when it has more than one key.
    save_file(tensors, path, metadata={"format": "np"})


def write_embedder(path, tokens):
    import gguf

    generator = np.random.default_rng(SEED + 1)
    width, inner = 64, 128
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_name("Example Embedder")
    writer.add_description("Untrained sentence embedder of Hallmark's example application.")
    writer.add_license(LICENSE)
    writer.add_version("1.0")
    writer.add_size_label("40K")
    writer.add_tags(["sentence-similarity", "example"])
    writer.add_languages(["en"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(32)
    writer.add_embedding_length(width)
    writer.add_feed_forward_length(inner)
    writer.add_block_count(1)
    writer.add_head_count(4)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_vocab_size(len(tokens))

    special = [token.startswith("[") for token in tokens]
    kinds = [gguf.TokenType.CONTROL if is_special else gguf.TokenType.NORMAL for is_special in special]
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    # llama.cpp marks the start of a word with U+2581 in WordPiece vocabularies too.
    writer.add_token_list([t if is_special else "\u2581" + t for t, is_special in zip(tokens, special)])
    writer.add_token_types(kinds)
    writer.add_token_type_count(2)
    writer.add_pad_token_id(tokens.index("[PAD]"))
    writer.add_unk_token_id(tokens.index("[UNK]"))
    writer.add_bos_token_id(tokens.index("[CLS]"))
    writer.add_sep_token_id(tokens.index("[SEP]"))

    def quantized(name, values):
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)

    def norm(name):
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(width, np.float32))

    writer.add_tensor("token_embd.weight", weights(generator, len(tokens), width).astype(np.float16))
    writer.add_tensor("position_embd.weight", weights(generator, 32, width))
    writer.add_tensor("token_types.weight", weights(generator, 2, width))
    norm("token_embd_norm")
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        quantized(f"blk.0.{name}.weight", weights(generator, width, width))
        writer.add_tensor(f"blk.0.{name}.bias", np.zeros(width, np.float32))
    norm("blk.0.attn_output_norm")
    quantized("blk.0.ffn_up.weight", weights(generator, inner, width))
    writer.add_tensor("blk.0.ffn_up.bias", np.zeros(inner, np.float32))
    quantized("blk.0.ffn_down.weight", weights(generator, width, inner))
    writer.add_tensor("blk.0.ffn_down.bias", np.zeros(width, np.float32))
    norm("blk.0.layer_output_norm")

    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_regressor(path):
    # On Linux coremltools saves but can't predict, and logs a warning for each library of macOS it misses.
    logging.disable(logging.WARNING)
    import coremltools as ct
    from coremltools.converters.mil import Builder as mb

    generator = np.random.default_rng(SEED + 2)
    hidden, output = weights(generator, 64, 16), weights(generator, 1, 64)

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 16))], opset_version=ct.target.iOS16)
    def regressor(features):
        activation = mb.relu(x=mb.linear(x=features, weight=hidden, bias=np.zeros(64, np.float32)))
        return mb.linear(x=activation, weight=output, bias=np.zeros(1, np.float32), name="prediction")

    model = ct.convert(
        regressor,
        convert_to="mlprogram",
        minimum_deployment_target=ct.target.iOS16,
        compute_precision=ct.precision.FLOAT32,
        skip_model_load=True,
    )
    model.author = "Hallmark's example"
    model.license = LICENSE
    model.short_description = "Untrained regression over 16 features."
    model.version = "1.0"
    shutil.rmtree(path, ignore_errors=True)
    model.save(str(path))


def copy_silero(wheel, folder):
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = [name for name in archive.namelist() if name.endswith(".dist-info/licenses/LICENSE")]
        (folder / "LICENSE").write_bytes(archive.read(licence))
        name = "silero_vad_16k.safetensors"
        (folder / name).write_bytes(archive.read(f"silero_vad/data/{name}"))


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--vocabulary", type=pathlib.Path, required=True)
parser.add_argument("--silero-wheel", type=pathlib.Path, required=True)
parser.add_argument("--output", type=pathlib.Path, required=True)
options = parser.parse_args()

write_classifier(options.output / "classifier.safetensors")
write_embedder(options.output / "embedder.gguf", options.vocabulary.read_text(encoding="utf-8").split())
write_regressor(options.output / "Regressor.mlpackage")
copy_silero(options.silero_wheel, options.output / "silero-vad")
