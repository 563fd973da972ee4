//! The CPC sketch of Apache DataSketches as a WebAssembly module with a plain C interface.
//!
//! The module keeps no sketch: a call gets bytes and returns bytes, in the serialised form that the Java and C++
//! libraries write. The caller reserves the input buffer, writes into it, calls, and reads the output buffer.
//! A negative result means that the output buffer holds a message instead.

mod cpc;

use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

const FAILED: i32 = -1;

/// Makes room for `length` bytes of input and returns their address, which stays good until the next call of this.
#[unsafe(no_mangle)]
pub extern "C" fn reserve_input(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

/// Address of what the last call returned.
#[unsafe(no_mangle)]
pub extern "C" fn output_address() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// Adds items to a sketch. Input: `sketch_length` bytes of a sketch (none: a new one of `lg_k`), then the items:
/// eight bytes each when `item_width` is 8, else each with its length in front as four bytes, little endian.
/// Returns the length of the new sketch.
#[unsafe(no_mangle)]
pub extern "C" fn cpc_update(lg_k: u8, sketch_length: usize, item_width: usize) -> i32 {
    answer(|input| {
        let (sketch, items) = split(input, sketch_length)?;
        cpc::update(lg_k, sketch, items, item_width)
    })
}

/// Unites sketches. Input: sketches, each with its length in front as four bytes, little endian.
/// Returns the length of the union.
#[unsafe(no_mangle)]
pub extern "C" fn cpc_union(lg_k: u8) -> i32 {
    answer(|input| cpc::union(lg_k, input))
}

/// Estimates the distinct items of the sketch in the input. The output is one double, little endian.
#[unsafe(no_mangle)]
pub extern "C" fn cpc_estimate() -> i32 {
    answer(|input| Ok(cpc::estimate(input)?.to_le_bytes().to_vec()))
}

fn split(input: &[u8], at: usize) -> Result<(&[u8], &[u8]), String> {
    input
        .split_at_checked(at)
        .ok_or_else(|| "The sketch is longer than the input.".to_owned())
}

fn answer(work: impl FnOnce(&[u8]) -> Result<Vec<u8>, String>) -> i32 {
    let result = INPUT.with_borrow(|input| work(input));
    OUTPUT.with_borrow_mut(|output| match result {
        Ok(bytes) => {
            *output = bytes;
            output.len() as i32
        }
        Err(message) => {
            *output = message.into_bytes();
            FAILED - output.len() as i32
        }
    })
}
